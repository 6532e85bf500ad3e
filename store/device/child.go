package device

import "context"

// CheckInChild verifies a projection in another process.
func CheckInChild(context.Context, string) error { return nil }
