"""Pictures as SVG: values in, a drawing out; each readable in light and dark, and told in words beside it."""
