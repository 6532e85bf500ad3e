package main

import "context"

func (d *desk) importSheets(_ context.Context, _, _ string) error { return nil }
