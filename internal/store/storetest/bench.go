package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

// Benchmark measures a store that already holds sessions.
func Benchmark(b *testing.B, open Opener, sizes ...int) {
	state := make([]byte, 200) // a usual session
	for _, n := range sizes {
		b.Run(fmt.Sprintf("sessions=%d", n), func(b *testing.B) {
			s := open(b, time.Now)
			defer s.Close()
			fill(b, s, n, state)
			ctx := context.Background()

			b.Run("load", func(b *testing.B) {
				i := 0
				for b.Loop() {
					if _, _, err := s.Load(ctx, Key(i%n)); err != nil {
						b.Fatal(err)
					}
					i++
				}
			})
			b.Run("save", func(b *testing.B) {
				i := 0
				for b.Loop() {
					mustSave(b, s, Key(i%n), state, time.Hour)
					i++
				}
			})
			b.Run("save/callers=64", func(b *testing.B) {
				var i atomic.Int64
				b.SetParallelism(32)
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := s.Save(ctx, Key(int(i.Add(1))%n), state, time.Hour); err != nil {
							b.Error(err)
						}
					}
				})
			})
			b.Run("delete", func(b *testing.B) {
				i := 0
				for b.Loop() {
					if err := s.Delete(ctx, Key(i%n)); err != nil {
						b.Fatal(err)
					}
					i++
				}
			})
		})
	}
}

// fill saves n sessions with many callers at once, as a store shares the cost.
func fill(b *testing.B, s Store, n int, state []byte) {
	var next atomic.Int64
	done := make(chan error, 256)
	for range cap(done) {
		go func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					done <- nil
					return
				}
				if err := s.Save(context.Background(), Key(i), state, time.Hour); err != nil {
					done <- err
					return
				}
			}
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
}
