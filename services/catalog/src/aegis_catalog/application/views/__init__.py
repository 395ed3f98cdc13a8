"""View structs that several subjects share: what they say is the wire form."""
