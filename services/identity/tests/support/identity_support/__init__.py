"""What the tests of identity share."""
