"use strict";

const field = document.getElementById("token");
const copied = document.getElementById("copied");

async function copy() {
  try {
    await navigator.clipboard.writeText(field.value);
    copied.textContent = "Copied.";
  } catch {
    field.select();
    copied.textContent = document.execCommand("copy") ? "Copied." : "Press Ctrl+C or ⌘C to copy.";
  }
}

const button = document.getElementById("copy");
button.addEventListener("click", copy);
button.disabled = false;
