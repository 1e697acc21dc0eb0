"""What a workflow holds, found by name: its tasks as a tree, the filters open to a task, its artifacts."""
