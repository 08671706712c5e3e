// Package dialog is the content: what staff write, and what the engine serves.
//
// The way of a file: [Load] reads the content directory strictly, with the
// position of everything ([Content]). [Compile] turns it into an immutable
// [Bundle] named by a digest. [Check] says everything that is wrong with it, as
// findings. [Build] does all three and gives no Bundle when any finding is an
// error, so bad content never reaches a parent.
//
// The parser, the compiled form and the runtime stay apart: this package knows
// nothing of chats, states or channels.
package dialog
