package hubpg

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestWhatIsTriedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want bool
	}{
		"serialisation failure": {wrap("records", &pgconn.PgError{Code: "40001"}), true},
		"deadlock":              {&pgconn.PgError{Code: "40P01"}, true},
		"seen at two moments":   {errAgain, true},
		"unique violation":      {&pgconn.PgError{Code: "23505"}, false},
		"something else":        {errors.New("no route"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if again(c.err) != c.want {
				t.Errorf("tried again: %v", !c.want)
			}
		})
	}
}
