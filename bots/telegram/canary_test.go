package telegram_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// canary marks what a person wrote or is called; canaryChat is a chat whose id is
// found nowhere by chance.
const (
	canary     = "zebra-canary-7431"
	canaryChat = 7_431_907_274
)

// captured runs something and gives what was written to the log, to standard output
// and to standard error meanwhile.
func captured(t *testing.T, do func()) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan []byte)
	go func() { // ends when write is closed
		all, _ := io.ReadAll(read)
		done <- all
	}()
	stdout, stderr, out := os.Stdout, os.Stderr, log.Writer()
	os.Stdout, os.Stderr = write, write
	log.SetOutput(write)
	defer func() {
		os.Stdout, os.Stderr = stdout, stderr
		log.SetOutput(out)
	}()
	do()
	_ = write.Close()
	return string(<-done)
}

// everything is every kind of thing that a person may do, marked.
func everything() []string {
	who := fmt.Sprintf(`"from":{"id":%d,"is_bot":false,"first_name":"%s","last_name":"%s","username":"%s","language_code":"en"},"chat":{"id":%d,"type":"private","first_name":"%s","username":"%s"},"date":1750000000`,
		int64(canaryChat), canary, canary, canary, int64(canaryChat), canary, canary)
	file := `{"file_id":"` + canary + `","file_unique_id":"` + canary + `","file_name":"` + canary + `"}`
	return []string{
		`{"message":{"message_id":10,` + who + `,"text":"` + canary + `"}}`,
		`{"message":{"message_id":11,` + who + `,"text":"` + danger + `"}}`,
		`{"message":{"message_id":12,` + who + `,"text":"/start ` + canary + `"}}`,
		`{"message":{"message_id":13,` + who + `,"text":"/` + canary + `"}}`,
		`{"message":{"message_id":14,` + who + `,"text":"/country ` + canary + `"}}`,
		`{"edited_message":{"message_id":14,` + who + `,"text":"` + canary + `"}}`,
		`{"message":{"message_id":15,` + who + `,"photo":[` + file + `],"caption":"` + canary + `"}}`,
		`{"message":{"message_id":16,` + who + `,"document":` + file + `,"caption":"` + danger + `"}}`,
		`{"message":{"message_id":17,` + who + `,"contact":{"phone_number":"` + canary + `","first_name":"` + canary + `"}}}`,
		`{"message":{"message_id":18,` + who + `,"` + canary + `":"` + canary + `"}}`,
		`{"message":{"message_id":"` + canary + `",` + who + `,"text":"` + canary + `"}}`,
		`{"message":"` + canary + `"}`,
		`{"callback_query":{"id":"1","from":{"id":` + id(canaryChat) + `,"is_bot":false,"first_name":"` + canary + `"},"chat_instance":"` + canary + `","data":"1en:` + canary + `","message":{"message_id":10,` + who + `}}}`,
		`{"callback_query":{"id":"2","from":{"id":` + id(canaryChat) + `,"is_bot":false,"first_name":"` + canary + `"},"chat_instance":"` + canary + `","data":"1en:start/menu;age=` + canary + `","message":{"message_id":10,` + who + `}}}`,
		`{"message":{"message_id":19,` + strings.ReplaceAll(who, `"type":"private"`, `"type":"group","title":"`+canary+`"`) + `,"text":"/help ` + canary + `"}}`,
	}
}

// Nothing that a person wrote, is called or may be found by is written anywhere,
// whatever goes wrong; requests name the chat, as they must, and nothing else. The
// token is in none of it.
func TestCanary(t *testing.T) {
	faults := []telegramtest.Fault{
		{},
		{Kind: telegramtest.ServerError, Times: 2},
		{Kind: telegramtest.BadGatewayHTML, Times: 2},
		{Kind: telegramtest.ResetBefore, Times: 2},
		{Kind: telegramtest.ResetAfter, Times: 2},
		{Method: "sendMessage", Kind: telegramtest.TooMany, RetryAfter: 1, Times: 2},
		{Method: "sendMessage", Kind: telegramtest.Unauthorized, Times: 2},
		{Method: "answerCallbackQuery", Kind: telegramtest.ServerError},
	}
	for _, fault := range faults {
		t.Run(string(fault.Kind)+" "+fault.Method, func(t *testing.T) {
			dir := t.TempDir()
			wire := &recorder{}
			said := captured(t, func() {
				s := unlimited
				s.client, s.dir, s.grace = wire.client(), dir, 100*time.Millisecond
				r := start(t, s)
				defer r.stop()
				if fault.Kind != "" {
					r.server.Fail(fault)
				}
				for _, update := range everything() {
					r.server.Raw(json.RawMessage(update))
				}
				eventually(t, "all are taken", func() bool { return r.server.Pending() == 0 })
				eventually(t, "all are answered", func() bool { return r.outbox() == 0 })
				// While it waits in the outbox it is not to be read either.
				r.server.Fail(telegramtest.Fault{Method: "sendMessage", Kind: telegramtest.TooMany, RetryAfter: 60})
				r.server.Raw(json.RawMessage(everything()[0]))
				eventually(t, "it waits", func() bool { return r.outbox() == 1 })
				held := stored(t, dir)
				for _, mark := range []string{canary, id(canaryChat), token} {
					if bytes.Contains(held, []byte(mark)) {
						t.Errorf("the outbox holds %s", mark)
					}
				}
			})
			files := string(stored(t, dir))
			for _, mark := range []string{canary, id(canaryChat), token} {
				if strings.Contains(said, mark) {
					t.Errorf("the log holds %s:\n%s", mark, said)
				}
				if strings.Contains(files, mark) {
					t.Errorf("the store holds %s", mark)
				}
			}
			if sent := wire.all(); strings.Contains(sent, canary) || !strings.Contains(sent, id(canaryChat)) {
				t.Error("a request holds what a person wrote, or the test does not see requests")
			}
		})
	}
}
