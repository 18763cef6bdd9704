print("dialer")
