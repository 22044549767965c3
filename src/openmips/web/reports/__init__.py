"""Reports to print: what each says, made from answers alone, so that every door can make them."""
