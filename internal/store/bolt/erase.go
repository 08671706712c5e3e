package bolt

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// Limits of one step of erasing, so that reads and writes wait milliseconds.
const (
	eraseRun   = 256       // pages read at once: 1 MiB
	eraseLook  = 16 * 1024 // pages looked at in a step
	eraseWrite = 1024      // pages overwritten in a step
)

// firstPage is the first page that can be free; the two before it say where the
// tree starts.
const firstPage = 2

// eraseFree overwrites with zeros every free page that is not zero, and syncs.
// With tail it also does so behind the end of the tree, where a commit that
// failed may have left bytes.
//
//	page  0     1     2      3      4      5      6    end
//	    +-----+-----+------+------+------+------+------+ - - -
//	    |meta |meta | tree | free | tree | free | tree | tail
//	    +-----+-----+------+------+------+------+------+ - - -
//	                         zero          zero          zero
//
// Why this is safe. The tree of the newest transaction N uses no free page. The
// older of the two meta pages may still point to the tree of N-1, whose pages may
// be free; it matters only if the meta page of N is lost. That page is on the
// disk: the sync below comes first when the file was just opened, and otherwise
// the caller has just committed. The commit of N+1 writes the other meta page, so
// that a crash in the middle of it leaves N. bbolt itself reuses those pages from
// N+1 on for the same reason. A write transaction that is open meanwhile keeps
// pages from being taken into use, and s.reading keeps out readers of older
// transactions.
//
// Why this is enough. A page in use at or after the deletion's commit holds only
// what the tree then held: pages are written whole and padded with zeros. So the
// bytes can be only in pages that were free at the commit, and each of those is
// overwritten here, or was by the commit that used it since.
func (s *Store) eraseFree(tail bool) error {
	if tail {
		if err := s.file.Sync(); err != nil {
			return err
		}
	}
	e := eraser{s: s, size: s.db.Info().PageSize, tail: tail}
	e.buf = make([]byte, eraseRun*e.size)
	e.zero = make([]byte, eraseRun*e.size)
	for id := firstPage; id >= 0; {
		var err error
		if id, err = e.step(id); err != nil {
			return err
		}
	}
	if e.wrote == 0 {
		return nil
	}
	return s.file.Sync()
}

type eraser struct {
	s         *Store
	size      int // of a page
	tail      bool
	buf, zero []byte
	wrote     int // pages
}

// step erases from page id on and returns the page to go on at, or -1.
func (e *eraser) step(id int) (next int, err error) {
	tx, err := e.s.db.Begin(true)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	e.s.reading.Lock()
	defer e.s.reading.Unlock()

	end, last := int(tx.Size())/e.size, int(tx.Size())/e.size
	if e.tail {
		info, err := e.s.file.Stat()
		if err != nil {
			return 0, err
		}
		last = int(info.Size()) / e.size
	}
	start, wrote := id, e.wrote
	for id < last {
		if id-start >= eraseLook || e.wrote-wrote >= eraseWrite {
			return id, nil
		}
		n, err := freeRun(tx, id, end, last)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			id++
			continue
		}
		if err := e.eraseRun(id, n); err != nil {
			return 0, err
		}
		id += n
	}
	return -1, nil
}

// freeRun gives how many pages from id on are free, up to eraseRun.
func freeRun(tx *bbolt.Tx, id, end, last int) (n int, err error) {
	for n < eraseRun && id+n < last {
		if id+n < end {
			p, err := tx.Page(id + n)
			if err != nil {
				return 0, err
			}
			if p.Type != "free" {
				break
			}
		}
		n++
	}
	return n, nil
}

// eraseRun overwrites those of n pages that are not zero.
func (e *eraser) eraseRun(id, n int) error {
	buf := e.buf[:n*e.size]
	if _, err := e.s.file.ReadAt(buf, int64(id)*int64(e.size)); err != nil {
		return err
	}
	for i := 0; i < n; i++ {
		from := i
		for i < n && !bytes.Equal(buf[i*e.size:(i+1)*e.size], e.zero[:e.size]) {
			i++
		}
		if from == i {
			continue
		}
		if _, err := e.s.file.WriteAt(e.zero[:(i-from)*e.size], int64(id+from)*int64(e.size)); err != nil {
			return err
		}
		e.wrote += i - from
	}
	return nil
}
