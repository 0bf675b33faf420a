"""What a plan means: prices, what holds needs back, leeway, what rules cost."""
