"""Quality control results that arrived from analysers."""
