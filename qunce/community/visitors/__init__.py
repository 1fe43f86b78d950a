"""Members on H5, without an account: a signed link and a short code behind one door (design §3)."""
