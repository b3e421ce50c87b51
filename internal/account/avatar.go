package account

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	_ "image/gif" // decodes what is taken
	_ "image/png" // likewise

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // likewise

	"sportello/ent"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/blob"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Bounds of a picture. What it will take in memory is known from its header, before it is decoded.
const (
	maxPicture     = 8 << 20 // bytes of the file
	maxSide        = 6000    // pixels
	maxPixels      = 24 << 20
	avatarSide     = 256
	avatarQuality  = 85
	picturesAtOnce = 2
)

// SetAvatar gives the viewer a picture: the middle of what is handed in, as a square JPEG of 256 pixels, which has nothing of
// the file but its look. A key that is empty takes the picture away. The file is removed either way. PICTURE_INVALID,
// ATTACHMENT_TOO_LARGE at picture.
func (s *Service) SetAvatar(ctx context.Context, v *access.Viewer, blobKey string) error {
	kept := ""
	if blobKey != "" {
		defer s.discard(ctx, blobKey)
		small, err := s.shrink(ctx, blobKey)
		if err != nil {
			return err
		}
		object, err := s.blobs.Put(ctx, bytes.NewReader(small), int64(len(small)))
		if err != nil {
			return fmt.Errorf("keep a picture: %w", err)
		}
		kept = object.Key
	}
	before := ""
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.hold(ctx, tx, v.UserID)
		if err != nil {
			return err
		}
		before = held.AvatarKey
		return tx.User.UpdateOne(held).SetAvatarKey(kept).Exec(ctx)
	})
	if err != nil {
		s.discard(ctx, kept)
		return fmt.Errorf("set a picture: %w", err)
	}
	s.discard(ctx, before)
	return nil
}

// discard removes bytes that no row knows. What can't be removed now is swept later.
func (s *Service) discard(ctx context.Context, blobKey string) {
	if blobKey == "" {
		return
	}
	if err := s.blobs.Delete(context.WithoutCancel(ctx), blobKey); err != nil {
		s.log.WarnContext(ctx, "a picture stays until the next sweep", "key", blobKey, "error", err)
	}
}

// shrink makes an avatar of a file, not of many at once.
func (s *Service) shrink(ctx context.Context, blobKey string) (small []byte, err error) {
	select {
	case s.pictures <- struct{}{}:
		defer func() { <-s.pictures }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to shrink a picture: %w", context.Cause(ctx))
	}
	file, err := s.blobs.Get(ctx, blobKey)
	if err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if file.Size() > maxPicture {
		return nil, problem.New(problem.AttachmentTooLarge, "picture").With("max", maxPicture)
	}
	content, err := io.ReadAll(io.LimitReader(file, maxPicture))
	if err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	return avatarOf(content)
}

// avatarOf decodes, cuts and encodes a picture. PICTURE_INVALID.
func avatarOf(content []byte) ([]byte, error) {
	invalid := problem.New(problem.PictureInvalid, "picture").With("max", maxSide)
	head, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || head.Width < 1 || head.Height < 1 || head.Width > maxSide || head.Height > maxSide || head.Width*head.Height > maxPixels {
		return nil, invalid
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, invalid
	}
	side := image.NewRGBA(image.Rect(0, 0, avatarSide, avatarSide))
	draw.Draw(side, side.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src) // behind what is transparent
	draw.CatmullRom.Scale(side, side.Bounds(), picture, middle(picture.Bounds()), draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright(side, orientation(content)), &jpeg.Options{Quality: avatarQuality}); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return out.Bytes(), nil
}

// middle is the largest square in the middle.
func middle(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	x, y := r.Min.X+(r.Dx()-side)/2, r.Min.Y+(r.Dy()-side)/2
	return image.Rect(x, y, x+side, y+side)
}

// Avatar opens a user's picture, for who has seen its address. NOT_FOUND.
func (s *Service) Avatar(ctx context.Context, userID int64) (*blob.Reader, error) {
	known, err := s.store.Read().User.Query().Where(user.ID(userID)).Select(user.FieldAvatarKey).Only(store.System(ctx))
	if ent.IsNotFound(err) || err == nil && known.AvatarKey == "" {
		return nil, problem.New(problem.NotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("find a picture: %w", err)
	}
	r, err := s.blobs.Get(ctx, known.AvatarKey)
	if errors.Is(err, blob.ErrNotFound) { // another one has taken its place just now
		return nil, problem.New(problem.NotFound)
	}
	return r, err
}

// BlobsInUse answers, for a sweep of the blob store, which of the keys a picture has.
func (s *Service) BlobsInUse(ctx context.Context, keys []string) (map[string]bool, error) {
	var found []string
	err := s.store.Read().User.Query().Where(user.AvatarKeyIn(keys...)).Select(user.FieldAvatarKey).Scan(store.System(ctx), &found)
	if err != nil {
		return nil, fmt.Errorf("look for pictures: %w", err)
	}
	used := make(map[string]bool, len(found))
	for _, key := range found {
		used[key] = true
	}
	return used, nil
}
