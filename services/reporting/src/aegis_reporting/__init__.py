"""What people read: matrix, layers, audit trail."""
