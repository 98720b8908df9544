// An echo server on Go's net package: a goroutine for each connection.
package main

import (
	"fmt"
	"net"
	"runtime"
)

func echo(c net.Conn) {
	defer c.Close()
	b := make([]byte, 65536)
	for {
		n, err := c.Read(b)
		if err != nil {
			return
		}
		if _, err = c.Write(b[:n]); err != nil {
			return
		}
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("READY", l.Addr().(*net.TCPAddr).Port, runtime.Version())
	for {
		c, err := l.Accept()
		if err == nil {
			go echo(c)
		}
	}
}
