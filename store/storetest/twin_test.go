package storetest

import (
	"testing"
	"time"
)

func TestTwinConforms(t *testing.T) {
	Run(t, func(*testing.T) *World {
		m := NewMemory(time.Now)
		return &World{Store: m, Reopen: func() Store { return m }}
	})
}
