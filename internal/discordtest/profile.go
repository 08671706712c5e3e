package discordtest

import "net/http"

func (s *Server) getMe(*request) (int, any, *apiError) {
	me := s.botUser()
	me["mfa_enabled"], me["locale"] = false, "en-US"
	delete(me, "primary_guild")
	return http.StatusOK, me, nil
}

func (s *Server) getApplication(*request) (int, any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var endpoint any
	if s.endpoint != "" {
		endpoint = s.endpoint
	}
	guilds := 0
	for _, g := range s.guilds {
		if !g.absent {
			guilds++
		}
	}
	return http.StatusOK, object{
		"id": s.opts.ApplicationID, "name": "Porchlight", "icon": nil, "description": "", "type": nil, "verify_key": s.PublicKey(),
		"flags": 0, "flags_new": "0", "redirect_uris": []any{}, "interactions_endpoint_url": endpoint,
		"role_connections_verification_url": nil, "owner": (&User{id: "1"}).wire(), "approximate_guild_count": guilds,
		"approximate_user_install_count": 0, "approximate_user_authorization_count": 0, "explicit_content_filter": 0,
		"team": nil, "eligible_oauth2_scopes": []any{}, "bot": s.botUser(), "bot_public": true, "bot_require_code_grant": false,
	}, nil
}
