package hubtest_test

import (
	"testing"

	"parvis/app/hub"
	"parvis/store/storetest/hubtest"
)

func TestMemoryConforms(t *testing.T) {
	hubtest.Run(t, func(*testing.T) hub.Ledger { return hubtest.NewMemory() })
}
