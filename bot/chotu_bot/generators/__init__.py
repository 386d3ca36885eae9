"""Authors of drafts: recipes, a model, or whoever submits."""
