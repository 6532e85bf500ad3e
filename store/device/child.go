package device

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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
// truncated file causes, ends only this child. The key comes on standard
// input, where no other process can read it.
func CheckMain(args []string) {
	if len(args) != 3 || args[1] != checkArgument {
		return
	}
	key, err := io.ReadAll(io.LimitReader(os.Stdin, keySize))
	if err == nil {
		err = checkFile(args[2], key)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// checkFile reads every page and every value of a projection.
func checkFile(path string, key []byte) error {
	box, err := newSealer(key, nil)
	if err != nil {
		return err
	}
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: checkPatience})
	if err != nil {
		return err
	}
	err = db.View(func(b *bolt.Tx) error {
		for err := range b.Check() {
			return err
		}
		for _, name := range buckets {
			if b.Bucket(name) == nil {
				return fmt.Errorf("bucket %s is missing", name)
			}
		}
		t := &tx{Tx: b, p: &projection{box: box}, readOnly: true}
		return t.verify()
	})
	return errors.Join(err, db.Close())
}

// CheckInChild verifies a projection in another process running this same
// program: whatever happens there is a verdict, not a crash.
func CheckInChild(ctx context.Context, path string, key []byte) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, checkArgument, path)
	cmd.Stdin = bytes.NewReader(key)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %.200s", err, out)
	}
	return nil
}
