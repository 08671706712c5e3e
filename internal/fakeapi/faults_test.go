package fakeapi

import "testing"

func TestFaultsAreUsedInOrder(t *testing.T) {
	var l Faults[string]
	l.Add("b", 0)
	l.Add("a once", 1)
	l.Add("a twice", 2)
	take := func(first byte) string {
		if f := l.Take(func(f *string) bool { return (*f)[0] == first }); f != nil {
			return *f
		}
		return ""
	}
	for _, want := range []string{"a once", "a twice", "a twice", ""} {
		if got := take('a'); got != want {
			t.Errorf("took %q, want %q", got, want)
		}
	}
	for range 3 {
		if take('b') != "b" {
			t.Error("a fault without a number was used up")
		}
	}
	l.Clear()
	if take('b') != "" {
		t.Error("there is a fault after Clear")
	}
}
