package bots

// The outcomes of sending a reply, as channels count them.
const (
	Accepted = "accepted"
	Gone     = "gone"    // the person or the chat is closed to us
	GivenUp  = "givenup" // too late, or a message that the platform does not take
)
