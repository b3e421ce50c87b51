package blob

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	gcblob "gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"
)

// partBytes is the smallest part that S3 takes. A part is in memory until it is acknowledged, so it bounds what an
// upload costs; 10,000 parts make the largest object 48 GiB.
const partBytes = 5 << 20

func openS3(ctx context.Context, location string) (*Store, error) {
	u, err := url.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("attachment bucket: %w", err)
	}
	if u.Host == "" {
		return nil, errors.New("attachment bucket: the location names no bucket, write s3://BUCKET?region=…")
	}
	bucket, err := (&s3blob.URLOpener{}).OpenBucketURL(ctx, u)
	if err != nil {
		return nil, fmt.Errorf("attachment bucket: %w", err)
	}
	var client *s3.Client
	if !bucket.As(&client) {
		return nil, errors.New("attachment bucket: its driver has no S3 client")
	}
	if prefix := strings.Trim(u.Path, "/"); prefix != "" {
		bucket = gcblob.PrefixedBucket(bucket, prefix+"/")
	}
	return &Store{
		bucket: bucket,
		tune:   func(as func(any) bool) error { return sendParts(client, as) },
		check:  func(ctx context.Context) error { return listable(ctx, bucket) },
	}, nil
}

// sendParts makes the driver send part by part. Left alone it would hold the first 16 MiB of every upload in memory,
// and five parts at once after that.
func sendParts(client *s3.Client, as func(any) bool) error {
	var manager *transfermanager.Client
	if !as(&manager) {
		return errors.New("the S3 driver has no transfer manager")
	}
	*manager = *transfermanager.New(abortable{client}, func(o *transfermanager.Options) {
		o.RequestChecksumCalculation = client.Options().RequestChecksumCalculation
		o.PartSizeBytes = partBytes
		o.MultipartUploadThreshold = partBytes
		o.Concurrency = 1
		o.FailTimeout = discardTimeout // without it an abort dies with the context whose end it answers
	})
	return nil
}

// abortable lets the start of an upload in parts finish, whatever happens to its context: who gives up before the
// answer never learns the upload's id, and cannot abort it.
type abortable struct{ transfermanager.S3APIClient }

func (c abortable) CreateMultipartUpload(
	ctx context.Context, in *s3.CreateMultipartUploadInput, options ...func(*s3.Options),
) (*s3.CreateMultipartUploadOutput, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardTimeout)
	defer cancel()
	return c.S3APIClient.CreateMultipartUpload(ctx, in, options...)
}

func listable(ctx context.Context, bucket *gcblob.Bucket) error {
	found, err := bucket.IsAccessible(ctx)
	if err == nil && !found {
		err = errors.New("there is no such bucket")
	}
	return err
}
