package telegram

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

var epoch = time.Unix(1_750_000_000, 0)

// What one update costs before its turn: the receiving loop's own work.
func BenchmarkDecode(b *testing.B) {
	const from = `"from":{"id":5551234567,"is_bot":false,"first_name":"A","last_name":"B","username":"ab","language_code":"en"},"chat":{"id":5551234567,"first_name":"A","last_name":"B","username":"ab","type":"private"},"date":1750000000`
	for name, raw := range map[string]string{
		"text":  `{"update_id":10000,"message":{"message_id":1365,` + from + `,"text":"how do i know if someone is grooming my child"}}`,
		"tap":   `{"update_id":10000,"callback_query":{"id":"4382bfdwdsb323b2d9","from":{"id":5551234567,"is_bot":false,"first_name":"A","language_code":"en"},"message":{"message_id":7,` + from + `,"text":"What brings you here?"},"chat_instance":"1","data":"1en:grooming/signs"}}`,
		"photo": `{"update_id":10000,"message":{"message_id":1365,` + from + `,"photo":[{"file_id":"AgAD","file_unique_id":"a","file_size":101668,"width":800,"height":600}],"caption":"look"}}`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok, err := decode(json.RawMessage(raw), "PorchlightBot"); err != nil || !ok {
					b.Fatal(ok, err)
				}
			}
		})
	}
}

// The queue, while many chats wait in it.
func BenchmarkQueue(b *testing.B) {
	for _, chats := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("chats=%d", chats), func(b *testing.B) {
			b.ReportAllocs()
			q := newQueue(Limits{})
			for i := range chats {
				q.add(newJob(uint64(i), entry{Chat: int64(i)}, epoch), epoch)
			}
			n := uint64(chats)
			for b.Loop() {
				j, _ := q.take(epoch)
				q.end(j, false, 0, false, epoch)
				n++
				q.add(newJob(n, entry{Chat: j.Chat}, epoch), epoch)
			}
		})
	}
}
