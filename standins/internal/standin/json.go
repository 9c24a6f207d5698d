package standin

import (
	"encoding/json"
	"net/http"
)

// JSON answers a request with a value and its status code.
func JSON(response http.ResponseWriter, status int, value any) {
	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(status)
	_ = json.NewEncoder(response).Encode(value)
}
