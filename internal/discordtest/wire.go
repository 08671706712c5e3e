package discordtest

// The API's objects, as far as the fake sends them.

func (u *User) wire() object {
	return object{
		"id": u.id, "username": "person" + u.id, "global_name": nil, "avatar": nil, "discriminator": "0",
		"public_flags": 0, "flags": 0, "primary_guild": nil,
	}
}

func (s *Server) botUser() object {
	return object{
		"id": s.opts.ApplicationID, "username": "porchlight", "global_name": nil, "avatar": nil, "discriminator": "0042",
		"public_flags": 0, "flags": 0, "primary_guild": nil, "bot": true,
	}
}

// wire is the message as the API gives it. The caller holds mu.
func (m *message) wire(s *Server) object {
	author := s.botUser()
	if m.author != nil {
		author = m.author.wire()
	}
	out := object{
		"id": m.id, "channel_id": m.channel.id, "type": m.kind, "content": m.content, "author": author,
		"timestamp": timestamp(m.date), "edited_timestamp": nil, "flags": m.flags, "pinned": false, "tts": false,
		"mention_everyone": false, "mentions": []any{}, "mention_roles": []any{},
		"embeds": m.wireEmbeds(s), "components": m.wireComponents(s), "attachments": []any{},
	}
	if !m.edited.IsZero() {
		out["edited_timestamp"] = timestamp(m.edited)
	}
	if len(m.files) > 0 {
		out["attachments"] = m.files
	}
	if m.nonce != nil {
		out["nonce"] = m.nonce
	}
	if m.replyTo != "" {
		out["message_reference"] = object{"type": 0, "channel_id": m.channel.id, "message_id": m.replyTo}
	}
	if m.by != nil && m.author == nil {
		out["application_id"], out["webhook_id"] = s.opts.ApplicationID, s.opts.ApplicationID
		if meta := m.by.metadata(); meta != nil {
			out["interaction_metadata"] = meta
		}
	}
	return out
}

func (m *message) wireEmbeds(s *Server) []any {
	out := clone(m.embeds)
	embeds, _ := out.([]any)
	for _, v := range embeds {
		e := v.(object)
		e["type"] = "rich"
		for _, name := range []string{"image", "thumbnail"} {
			if media := child(e, name); media != nil {
				e[name] = m.media(s, media)
			}
		}
	}
	if embeds == nil {
		return []any{}
	}
	return embeds
}

// defaults are members that the API adds to components, by their type.
var defaults = map[int]object{
	3:  {"min_values": 1, "max_values": 1},
	5:  {"min_values": 1, "max_values": 1},
	6:  {"min_values": 1, "max_values": 1},
	7:  {"min_values": 1, "max_values": 1},
	8:  {"min_values": 1, "max_values": 1},
	11: {"description": nil, "spoiler": false},
	13: {"spoiler": false},
	14: {"spacing": 1, "divider": true},
	17: {"accent_color": nil, "spoiler": false},
}

func (m *message) wireComponents(s *Server) []any {
	parts, _ := clone(m.parts).([]any)
	walk(parts, nil, func(c object, _ []string) {
		kind := whole(c, "type")
		for name, v := range defaults[kind] {
			if c[name] == nil {
				c[name] = v
			}
		}
		for _, name := range []string{"media", "file"} {
			if media := child(c, name); media != nil {
				c[name] = m.media(s, media)
			}
		}
		if kind == componentFile {
			f := m.file(str(child(c, "file"), "url"))
			c["name"], c["size"] = str(f, "filename"), whole(f, "size")
		}
		for _, v := range list(c, "items") {
			item := v.(object)
			item["media"] = m.media(s, child(item, "media"))
			for _, name := range []string{"description", "spoiler"} {
				if item[name] == nil {
					item[name] = defaults[11][name]
				}
			}
		}
	})
	if parts == nil {
		parts = []any{}
	}
	if s.opts.Novelties {
		parts = append(parts, object{"type": componentUnknown, "id": 9999, "novelty": object{"level": 1}})
	}
	return parts
}

// media is a picture or file as it is shown, with the link to the attachment it names.
func (m *message) media(s *Server, o object) object {
	link := str(o, "url")
	if f := m.file(link); f != nil {
		link = str(f, "url")
	}
	return object{"id": s.opts.ApplicationID, "url": link, "proxy_url": link}
}

// file is the attachment that a link attachment://name or its final link means.
func (m *message) file(link string) object {
	for _, f := range m.files {
		if link == "attachment://"+str(f, "filename") || link == str(f, "url") {
			return f
		}
	}
	return nil
}

// wire is the channel as interactions hold it.
func (c *Channel) wire() object {
	if c.guild == nil {
		return object{"id": c.id, "type": channelDM, "flags": 0, "recipients": []any{c.user.wire()}}
	}
	return object{"id": c.id, "type": channelText, "flags": 0, "guild_id": c.guild.id, "name": c.name, "permissions": permissionsMember, "position": 0, "nsfw": false}
}
