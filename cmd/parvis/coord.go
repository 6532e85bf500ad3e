package main

func (w *window) openCoordinator() error { return w.openDesk() }
