"""The county in numbers: people, pathways, capacity, money, levers and figures."""
