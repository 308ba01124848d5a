"""What is printed on paper for a day: packs, cards, tents, sheets and forms, as tagged PDF."""
