#!/usr/bin/env bash
# What OMIQ's help article on its API does, with a browser and the command `omiq` alone:
# sign in, look around, upload a folder of FCS files, export their events, download.
#
#   first_steps.sh SERVER FCS_FOLDER RESULTS_FOLDER
#
# SERVER is the first part of the address that the browser shows (`app`, `yourcompany`).
set -euo pipefail
server=$1 fcs=$2 results=$3

omiq auth login --server "$server" # opens the profile page; copy the token there, and paste it here
omiq auth status
omiq datasets list --limit 5

dataset=$(omiq datasets create "First steps" --quiet)
omiq files upload "$dataset" "$fcs" --tag Study="First steps"
omiq files list "$dataset"

workflow=$(omiq workflows create "$dataset" "First steps" --quiet)
omiq workflows tasks "$workflow"
omiq export "$workflow" --folder "$results/exports"
omiq files list "$dataset" --quiet | omiq files download - --folder "$results/files"
