package hub

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// Times of a connection. A frame of 256 KiB at 23 kbit/s takes a minute and a
// half; headers that dribble are cut after ten seconds.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 3 * time.Minute
	writeTimeout  = 3 * time.Minute
	idleTimeout   = time.Minute
	stopTimeout   = 20 * time.Second
	maxHeader     = 8 << 10
	maxConns      = 4096
)

// Serve answers on a listener until the context ends, then lets the requests
// under way finish.
func Serve(ctx context.Context, ln net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog:    log.New(io.Discard, "", 0), // it would write addresses
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(netutil.LimitListener(ln, maxConns)) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := server.Shutdown(stop)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
