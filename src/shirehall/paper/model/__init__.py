"""The page that tells a player what the county model answered: in words, with ranges, and with everything assumed."""
