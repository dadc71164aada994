"""Quality control: control results, the rules that judge them, and the state that they leave."""
