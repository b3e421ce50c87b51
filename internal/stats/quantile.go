package stats

// nth puts the value that is the nth smallest (from 0) in its place, smaller ones before and larger ones behind it.
func nth(values []uint32, n int) uint32 {
	low, high := 0, len(values)-1
	for low < high {
		pivot := median(values[low], values[(low+high)/2], values[high])
		i, j := low, high
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			high = j
		case n >= i:
			low = i
		default:
			return values[n]
		}
	}
	return values[n]
}

func median(a, b, c uint32) uint32 { return max(min(a, b), min(max(a, b), c)) }

// rank is the place, from 0, of a percentile among so many values in order: of the smallest one that so many percent of all
// do not exceed.
func rank(percent, count int) int { return max(0, (percent*count+99)/100-1) }
