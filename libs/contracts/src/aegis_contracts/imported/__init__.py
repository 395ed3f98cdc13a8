"""What claims are made of: one struct a kind of item, and a field ``kind`` that tells them apart."""
