package telegramtest

import "encoding/json"

// The API's objects, as far as the fake sends them.

type wireUser struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

type wireChat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	FirstName string `json:"first_name,omitempty"`
}

func (u *wireUser) append(out []byte) []byte {
	o := begin(out)
	o.number("id", u.ID)
	o.bool("is_bot", u.IsBot)
	o.text("first_name", u.FirstName)
	o.text("username", u.Username)
	o.text("language_code", u.LanguageCode)
	return o.end()
}

func (c *wireChat) append(out []byte) []byte {
	o := begin(out)
	o.number("id", c.ID)
	o.text("type", c.Type)
	o.text("title", c.Title)
	o.text("first_name", c.FirstName)
	return o.end()
}

type wireCallback struct {
	ID           string          `json:"id"`
	From         *wireUser       `json:"from"`
	Message      json.RawMessage `json:"message"`
	ChatInstance string          `json:"chat_instance"`
	Data         string          `json:"data"`
}

type wireInaccessible struct {
	Chat *wireChat `json:"chat"`
	ID   int64     `json:"message_id"`
	Date int64     `json:"date"` // always 0
}

type wireMember struct {
	User   *wireUser `json:"user"`
	Status string    `json:"status"`
	Until  *int64    `json:"until_date,omitempty"` // of "kicked" only
}

type wireMembership struct {
	Chat *wireChat   `json:"chat"`
	From *wireUser   `json:"from"`
	Date int64       `json:"date"`
	Old  *wireMember `json:"old_chat_member"`
	New  *wireMember `json:"new_chat_member"`
}
