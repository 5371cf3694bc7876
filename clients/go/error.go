package stars

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Error says why a call failed.
type Error struct {
	// Stable: STARS_…. Where the server could not say it, STARS_UNAVAILABLE (no answer) or STARS_DEADLINE_EXCEEDED (not in time).
	Code    string `json:"code"`
	Message string `json:"message"`
	// The path of the wrong field, such as interactions[1].user_id.
	Field string `json:"field"`
	// Of HTTP; 0 if there was no answer.
	Status int `json:"-"`
	cause  error
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Unwrap gives the error of the connection, if it is one.
func (e *Error) Unwrap() error { return e.cause }

// For answers that are not of STARS: a proxy before it has no codes.
var codeOfStatus = map[int]string{
	401: "STARS_UNAUTHENTICATED",
	403: "STARS_PERMISSION_DENIED",
	404: "STARS_NOT_FOUND",
	413: "STARS_TOO_LARGE",
	429: "STARS_LIMIT_REACHED",
	502: "STARS_UNAVAILABLE",
	503: "STARS_UNAVAILABLE",
	504: "STARS_DEADLINE_EXCEEDED",
}

// errorOf gives the error that an answer is.
func errorOf(status int, body []byte) *Error {
	var read struct{ Error Error }
	if json.Unmarshal(body, &read) == nil && read.Error.Code != "" {
		read.Error.Status = status
		return &read.Error
	}
	code, known := codeOfStatus[status]
	if !known {
		code = "STARS_INTERNAL"
	}
	return &Error{Code: code, Message: fmt.Sprintf("HTTP %d", status), Status: status}
}

// ofServer gives an error that is no fault of the caller, who has to hear of a wrong request.
func ofServer(err error) *Error {
	var found *Error
	if errors.As(err, &found) && (found.Status == 0 || found.Status == 429 || found.Status >= 500) {
		return found
	}
	return nil
}
