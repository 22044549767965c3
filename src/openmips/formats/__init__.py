"""Documents in, performances out: readers that check everything and name every problem."""
