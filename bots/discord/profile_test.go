package discord_test

import "testing"

// Commands are written once, and not again when nothing changed.
func TestCommandsAreWrittenOnce(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "http"})
	const read, write = "GET /applications/{application_id}/commands", "PUT /applications/{application_id}/commands"
	r.stop()
	r.run(setup{mode: "http"})
	if !r.server.WaitFor(func() bool { return r.server.Calls(read) == 2 }, soon) {
		t.Fatal("the commands were not read again")
	}
	r.says(r.command("help", nil), "911")
	r.stop()
	if reads, writes := r.server.Calls(read), r.server.Calls(write); reads != 2 || writes != 1 {
		t.Errorf("read %d times, written %d times", reads, writes)
	}
}
