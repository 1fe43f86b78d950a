"""Pictures that were looked at for QR codes: what the codes say is kept, the picture is not."""
