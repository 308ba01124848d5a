"""Who sits in a seat: people, scripted minds, replay and baselines. Players see views and nothing else."""
