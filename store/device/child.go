package device

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	bolt "go.etcd.io/bbolt"
)

// checkArgument is the hidden argument with which a program runs itself.
const checkArgument = "--check-projection-of-this-device"

// checkPatience bounds the child: a projection that cannot be checked in time
// is made again, which is never wrong.
const checkPatience = 10 * time.Second

// CheckMain must be called first by the main function of every program that
// opens devices: when the program runs itself to check a projection, it does
// so and exits; otherwise it returns at once. A panic, or the bus error a
// truncated file causes, ends only this child.
func CheckMain(args []string) {
	if len(args) != 3 || args[1] != checkArgument {
		return
	}
	if err := checkFile(args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// checkFile reads every page and every value of a bbolt file.
func checkFile(path string) error {
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: checkPatience})
	if err != nil {
		return err
	}
	err = db.View(func(tx *bolt.Tx) error {
		for err := range tx.Check() {
			return err
		}
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			last := []byte{}
			return b.ForEach(func(k, v []byte) error {
				if len(last) > 0 && string(k) <= string(last) {
					return fmt.Errorf("bucket %s: keys out of order", name)
				}
				last = append(last[:0], k...)
				return nil
			})
		})
	})
	return errors.Join(err, db.Close())
}

// CheckInChild verifies a projection in another process running this same
// program: whatever happens there is a verdict, not a crash.
func CheckInChild(ctx context.Context, path string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	out, err := exec.CommandContext(ctx, self, checkArgument, path).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %.200s", err, out)
	}
	return nil
}
