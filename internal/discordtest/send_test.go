package discordtest

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
)

func ids(a answer) []string {
	v, _ := decode(a.body)
	var out []string
	for _, m := range v.([]any) {
		out = append(out, str(m.(object), "id"))
	}
	return out
}

func TestListMessages(t *testing.T) {
	w := newWorld(t, Options{Unlimited: true})
	dm := w.parent.DMChannel()
	var said []string
	for n := range 5 {
		said = append(said, w.parent.DM(fmt.Sprint(n)))
	}
	path := "/channels/" + dm.ID() + "/messages"
	for query, want := range map[string][]string{
		"":                              {said[4], said[3], said[2], said[1], said[0]},
		"?limit=2":                      {said[4], said[3]},
		"?limit=2&after=" + said[0]:     {said[2], said[1]},
		"?after=" + said[4]:             {},
		"?limit=2&before=" + said[3]:    {said[2], said[1]},
		"?limit=3&around=" + said[2]:    {said[3], said[2], said[1]},
		"?limit=100&after=1&ignored=no": nil,
	} {
		if want == nil {
			w.refused("GET", path+query, "", 400, 50035, "ignored")
			continue
		}
		if got := ids(w.ok("GET", path+query, "")); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	w.refused("GET", path+"?limit=101", "", 400, 50035, "limit")
	w.refused("GET", path+"?after=x", "", 400, 50035, "snowflake")
	w.refused("GET", "/channels/1/messages", "", 404, 10003, "Unknown Channel")
}

func TestContentOfGuildMessagesIsHidden(t *testing.T) {
	w := newWorld(t, Options{})
	w.parent.Say(w.general, "private matters")
	if a := w.ok("GET", "/channels/"+w.general.ID()+"/messages", ""); strings.Contains(string(a.body), "private matters") {
		t.Errorf("%s", a.body)
	}
}

func TestDirectMessages(t *testing.T) {
	w := newWorld(t, Options{Unlimited: true})
	open := func(id string) string {
		return str(w.ok("POST", "/users/@me/channels", `{"recipient_id":"`+id+`"}`).object(), "id")
	}
	w.refused("POST", "/users/@me/channels", `{"recipient_id":"999"}`, 404, 10013, "")
	w.refused("POST", "/users/@me/channels", `{}`, 400, 50035, "recipient_id")
	path := "/channels/" + open("200") + "/messages"
	w.ok("POST", path, `{"content":"hello"}`)
	w.parent.CloseDMs(true)
	w.refused("POST", path, `{"content":"hello"}`, 403, 50007, "Cannot send messages to this user")
	w.User("201", "en-US")
	stranger := "/channels/" + open("201") + "/messages"
	w.refused("POST", stranger, `{"content":"hello"}`, 403, 50278, "no mutual guilds")
	w.User("201", "en-US").DM("hi")
	w.ok("POST", stranger, `{"content":"hello"}`)
	w.general.Forbid()
	w.refused("POST", "/channels/"+w.general.ID()+"/messages", `{"content":"x"}`, 403, 50013, "")
	w.guild.Leave()
	w.refused("GET", "/channels/"+w.general.ID()+"/messages", "", 403, 50001, "")
}

func TestEditAndDelete(t *testing.T) {
	c := fakeapi.NewClock()
	w := newWorld(t, Options{Now: c.Now})
	path := "/channels/" + w.parent.DMChannel().ID() + "/messages"
	theirs := w.parent.DM("mine")
	w.refused("PATCH", path+"/"+theirs, `{"content":"x"}`, 403, 50005, "another user")
	w.refused("DELETE", path+"/"+theirs, "", 403, 50003, "DM channel")
	guild := "/channels/" + w.general.ID() + "/messages/"
	w.refused("DELETE", guild+w.parent.Say(w.general, "x"), "", 403, 50013, "")
	w.refused("PATCH", path+"/1", `{"content":"x"}`, 404, 10008, "")
	ours := path + "/" + str(w.ok("POST", path, `{"content":"x"}`).object(), "id")
	w.ok("PATCH", ours, `{"content":"y","ID":"1","Channel":"2"}`)
	c.Pass(61 * time.Minute)
	for range maxOldEdits {
		w.ok("PATCH", ours, `{"content":"z"}`)
		c.Pass(10 * time.Second)
	}
	w.refused("PATCH", ours, `{"content":"z"}`, 429, 30046, "older than 1 hour")
	c.Pass(time.Hour)
	w.ok("PATCH", ours, `{"content":"z"}`)
	w.ok("DELETE", ours, "")
	w.refused("DELETE", ours, "", 404, 10008, "")
	w.parent.Edit(w.parent.DMChannel(), theirs, "other")
	if all := w.parent.Messages(w.parent.DMChannel()); len(all) != 1 || all[0].Text != "other" || all[0].Edits != 1 {
		t.Errorf("%+v", all)
	}
}

func TestNonceAndReply(t *testing.T) {
	c := fakeapi.NewClock()
	w := newWorld(t, Options{Now: c.Now, Unlimited: true})
	path := "/channels/" + w.parent.DMChannel().ID() + "/messages"
	asked := w.parent.DM("?")
	body := `{"content":"x","nonce":"n1","enforce_nonce":true,"message_reference":{"message_id":"` + asked + `"}}`
	one := str(w.ok("POST", path, body).object(), "id")
	if two := str(w.ok("POST", path, body).object(), "id"); two != one {
		t.Error("the same nonce made two messages")
	}
	c.Pass(time.Hour)
	if two := str(w.ok("POST", path, body).object(), "id"); two == one {
		t.Error("a nonce holds for ever")
	}
	w.refused("POST", path, `{"content":"x","nonce":"`+strings.Repeat("n", 26)+`"}`, 400, 50035, "")
	w.refused("POST", path, `{"content":"x","message_reference":{"message_id":"1"}}`, 400, 50035, "Unknown message")
}

func upload(t *testing.T, w *world, path, payload string, fields ...string) answer {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("payload_json", payload)
	for _, name := range fields {
		part, err := m.CreateFormFile(name, "b.png")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte("picture"))
	}
	_ = m.Close()
	a, err := do(w.Server, "POST", path, m.FormDataContentType(), body.String())
	if err != nil {
		t.Fatal(err)
	}
	if a.status == 200 {
		if err := w.answers.check("POST", path, a); err != nil {
			t.Errorf("%v\n%s", err, a.body)
		}
	}
	return a
}

func TestUpload(t *testing.T) {
	w := newWorld(t, Options{})
	path := "/channels/" + w.parent.DMChannel().ID() + "/messages"
	a := upload(t, w, path, `{"attachments":[{"id":"0","description":"a card"}],"embeds":[{"title":"x","image":{"url":"attachment://b.png"}}]}`, "files[0]")
	if a.status != 200 {
		t.Fatalf("%s", a.body)
	}
	if a := upload(t, w, path, `{"flags":32768,"components":[{"type":12,"items":[{"media":{"url":"attachment://b.png"}}]},{"type":13,"file":{"url":"attachment://b.png"}}]}`, "files[0]"); a.status != 200 {
		t.Fatalf("%s", a.body)
	}
	if a := upload(t, w, path, `{"content":"x"}`, "picture"); a.code() != 50035 {
		t.Errorf("%s", a.body)
	}
	if all := w.parent.Messages(w.parent.DMChannel()); len(all) != 2 || all[0].Files[0] != "b.png" {
		t.Errorf("%+v", all)
	}
	if w.Calls("file") != 0 {
		t.Error("a file was downloaded")
	}
	w.parent.DM("look", "photo.jpg")
	v, _ := decode(w.ok("GET", path+"?limit=1", "").body)
	link := str(list(v.([]any)[0].(object), "attachments")[0].(object), "url")
	resp, err := http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if w.Calls("file") != 1 {
		t.Error("a download is not counted")
	}
}

func TestProfile(t *testing.T) {
	w := newWorld(t, Options{})
	w.ok("GET", "/users/@me", "")
	if a := w.ok("GET", "/applications/@me", ""); str(a.object(), "verify_key") != w.PublicKey() {
		t.Errorf("%s", a.body)
	}
	w.ok("GET", "/gateway", "")
	w.ok("GET", "/gateway/bot", "")
	w.clean()
}
