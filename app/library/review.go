package library

// State is where a guide stands in its review. The codes are stored.
type State string

// The states, in the order a guide goes through them.
const (
	Draft    State = "brouillon"
	ToReview State = "a_relire"
	Reviewed State = "relu"
	Expired  State = "perime"
)
