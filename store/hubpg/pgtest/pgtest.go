// Package pgtest starts a throw-away PostgreSQL cluster from the installed
// packages, for tests and benchmarks.
//
// It promises a cluster of its own (random port, loopback, temporary
// directory) that is gone after Stop, run as user postgres when the caller is
// root. It never touches a cluster of the machine.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a running server.
type Cluster struct {
	dir    string
	port   int
	server *exec.Cmd
	next   atomic.Int64
}

// Start makes and starts a cluster. durable keeps fsync on, as in production;
// without it tests are faster.
func Start(durable bool) (*Cluster, error) {
	initdb, err := find("initdb")
	if err != nil {
		return nil, err
	}
	postgres, err := find("postgres")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir}
	attr, err := ownedByPostgres(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	data := filepath.Join(dir, "data")
	init := exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	init.SysProcAttr, init.Dir = attr, dir
	if out, err := init.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(dir))
	}
	if c.port, err = freePort(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	args := []string{
		"-D", data, "-p", strconv.Itoa(c.port), "-k", dir, "-c", "listen_addresses=127.0.0.1",
		"-c", "max_connections=200", "-c", "shared_buffers=64MB",
	}
	if !durable {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	c.server = exec.Command(postgres, args...)
	c.server.SysProcAttr, c.server.Dir = attr, dir
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	c.server.Stdout, c.server.Stderr = log, log
	if err := errors.Join(c.server.Start(), log.Close()); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.wait(); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

// Main runs a package's tests over one cluster; it is the body of TestMain.
func Main(m *testing.M, keep func(*Cluster)) {
	c, err := Start(false)
	if err != nil {
		fmt.Fprintln(os.Stderr, "these tests need PostgreSQL (Debian: postgresql):", err)
		os.Exit(1)
	}
	keep(c)
	code := m.Run()
	if err := c.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func find(program string) (string, error) {
	if path, err := exec.LookPath(program); err == nil {
		return path, nil
	}
	all, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + program)
	if err != nil || len(all) == 0 {
		return "", errors.Join(err, fmt.Errorf("%s is not installed", program))
	}
	return all[len(all)-1], nil
}

// ownedByPostgres gives the directory to user postgres when we are root: the
// server refuses to run as root.
func ownedByPostgres(dir string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	credential := &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return &syscall.SysProcAttr{Credential: credential}, os.Chown(dir, uid, gid)
}

func freePort() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return ln.Addr().(*net.TCPAddr).Port, ln.Close()
}

func (c *Cluster) url(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", c.port, database)
}

func (c *Cluster) wait() error {
	var err error
	for range 200 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		var conn *pgx.Conn
		if conn, err = pgx.Connect(ctx, c.url("postgres")); err == nil {
			err = conn.Close(ctx)
			cancel()
			return err
		}
		cancel()
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
	return fmt.Errorf("postgres does not answer: %w\n%s", err, log)
}

// Database makes an empty database and gives its address.
func (c *Cluster) Database(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("t%d", c.next.Add(1))
	conn, err := pgx.Connect(tb.Context(), c.url("postgres"))
	if err != nil {
		tb.Fatal(err)
	}
	_, err = conn.Exec(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE template0")
	if err := errors.Join(err, conn.Close(tb.Context())); err != nil {
		tb.Fatal(err)
	}
	return c.url(name)
}

// Stop ends the server and removes everything.
func (c *Cluster) Stop() error {
	err := c.server.Process.Signal(syscall.SIGINT) // fast shutdown
	_ = c.server.Wait()                            // its exit code says how it was stopped
	return errors.Join(err, os.RemoveAll(c.dir))
}
