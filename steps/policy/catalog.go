package policy

import "strings"

// ActionsDate is when the lists of actions and condition keys below were AWS's own
// (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html).
// AWS adds to them, so what they lack is doubtful and no error.
const ActionsDate = "2026-11-23"

// actionsOnObjects are S3's actions whose resource is an object.
const actionsOnObjects = `AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation
DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObject GetObjectAcl
GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent
GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation GetObjectVersionAnnotationForReplication
GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent
InitiateReplication ListMultipartUploadParts ListObjectAnnotations ListObjectVersionAnnotations
ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold PutObjectRetention
PutObjectTagging PutObjectVersionAcl PutObjectVersionAnnotation PutObjectVersionTagging ReplicateDelete ReplicateObject
ReplicateObjectAnnotation ReplicateTags RestoreObject UpdateObjectEncryption`

// actionsOnBuckets are those whose resource is a bucket.
const actionsOnBuckets = `AllowVendedLogDeliveryForResource CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls
GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging
GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration
GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListBucket
ListBucketMultipartUploads ListBucketVersions PauseReplication PutAccelerateConfiguration PutAnalyticsConfiguration
PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration
PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging
PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration
PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration
UpdateBucketMetadataAnnotationTableConfiguration UpdateBucketMetadataInventoryTableConfiguration
UpdateBucketMetadataJournalTableConfiguration`

// actionsOnOthers are those on access points, jobs, grants, or no resource at all.
const actionsOnOthers = `AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance
CreateAccessGrantsLocation CreateAccessPoint CreateAccessPointForObjectLambda CreateJob CreateMultiRegionAccessPoint
CreateStorageLensGroup DeleteAccessGrant DeleteAccessGrantsInstance DeleteAccessGrantsInstanceResourcePolicy
DeleteAccessGrantsLocation DeleteAccessPoint DeleteAccessPointForObjectLambda DeleteAccessPointPolicy
DeleteAccessPointPolicyForObjectLambda DeleteJobTagging DeleteMultiRegionAccessPoint DeleteStorageLensConfiguration
DeleteStorageLensConfigurationTagging DeleteStorageLensGroup DescribeJob DescribeMultiRegionAccessPointOperation
DissociateAccessGrantsIdentityCenter GetAccessGrant GetAccessGrantsInstance GetAccessGrantsInstanceForPrefix
GetAccessGrantsInstanceResourcePolicy GetAccessGrantsLocation GetAccessPoint GetAccessPointConfigurationForObjectLambda
GetAccessPointForObjectLambda GetAccessPointPolicy GetAccessPointPolicyForObjectLambda GetAccessPointPolicyStatus
GetAccessPointPolicyStatusForObjectLambda GetAccountPublicAccessBlock GetDataAccess GetJobTagging
GetMultiRegionAccessPoint GetMultiRegionAccessPointPolicy GetMultiRegionAccessPointPolicyStatus
GetMultiRegionAccessPointRoutes GetStorageLensConfiguration GetStorageLensConfigurationTagging GetStorageLensDashboard
GetStorageLensGroup ListAccessGrants ListAccessGrantsInstances ListAccessGrantsLocations ListAccessPoints
ListAccessPointsForObjectLambda ListAllMyBuckets ListCallerAccessGrants ListJobs ListMultiRegionAccessPoints
ListStorageLensConfigurations ListStorageLensGroups ListTagsForResource PutAccessGrantsInstanceResourcePolicy
PutAccessPointConfigurationForObjectLambda PutAccessPointPolicy PutAccessPointPolicyForObjectLambda
PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock PutJobTagging PutMultiRegionAccessPointPolicy
PutStorageLensConfiguration PutStorageLensConfigurationTagging SubmitMultiRegionAccessPointRoutes TagResource
UntagResource UpdateAccessGrantsLocation UpdateJobPriority UpdateJobStatus UpdateStorageLensGroup`

// operationsOtherwise are operations of S3's API that people take for actions, with the
// action that allows them.
const operationsOtherwise = `CompleteMultipartUpload=PutObject CopyObject=PutObject CreateMultipartUpload=PutObject
CreateSession=GetObject DeleteBucketCors=PutBucketCORS DeleteBucketEncryption=PutEncryptionConfiguration
DeleteBucketLifecycle=PutLifecycleConfiguration DeleteBucketTagging=PutBucketTagging DeleteObjects=DeleteObject
GetBucketEncryption=GetEncryptionConfiguration GetBucketLifecycleConfiguration=GetLifecycleConfiguration
GetBucketReplication=GetReplicationConfiguration GetPublicAccessBlock=GetBucketPublicAccessBlock HeadBucket=ListBucket
HeadObject=GetObject ListBuckets=ListAllMyBuckets ListMultipartUploads=ListBucketMultipartUploads
ListObjectVersions=ListBucketVersions ListObjects=ListBucket ListObjectsV2=ListBucket ListParts=ListMultipartUploadParts
PutBucketEncryption=PutEncryptionConfiguration PutBucketLifecycleConfiguration=PutLifecycleConfiguration
PutBucketReplication=PutReplicationConfiguration PutPublicAccessBlock=PutBucketPublicAccessBlock
SelectObjectContent=GetObject UploadPart=PutObject UploadPartCopy=PutObject`

// The actions that reading a model takes.
const (
	getObject  = "s3:GetObject"
	listBucket = "s3:ListBucket"
)

// level is what an action's resource is.
type level int

const (
	onOthers level = iota
	onBuckets
	onObjects
)

// action is one of S3's.
type action struct {
	name  string // "s3:GetObject"
	level level
}

// catalog holds what the lists above say.
type catalog struct {
	actions []action
	found   map[string][]action // what patterns were found to match
}

func newCatalog() *catalog {
	c := &catalog{found: map[string][]action{}}
	for _, group := range []struct {
		names string
		level level
	}{{actionsOnObjects, onObjects}, {actionsOnBuckets, onBuckets}, {actionsOnOthers, onOthers}} {
		for name := range strings.FieldsSeq(group.names) {
			c.actions = append(c.actions, action{"s3:" + name, group.level})
		}
	}
	return c
}

// matching are the actions that a pattern of a policy stands for.
func (c *catalog) matching(text string) []action {
	out, known := c.found[text]
	if known {
		return out
	}
	p, _ := compile(text, nil)
	for _, a := range c.actions {
		if p.match(a.name, true) {
			out = append(out, a)
		}
	}
	c.found[text] = out
	return out
}

// meant is the action that a name which is none was probably meant to be.
func (c *catalog) meant(text string) (string, bool) {
	for pair := range strings.FieldsSeq(operationsOtherwise) {
		if operation, name, _ := strings.Cut(pair, "="); strings.EqualFold("s3:"+operation, text) {
			return "s3:" + name, true
		}
	}
	names := make([]string, len(c.actions))
	for i, a := range c.actions {
		names[i] = a.name
	}
	return nearest(text, names)
}

// nearest is the name that differs least, when that is little.
func nearest(text string, names []string) (string, bool) {
	best, least := "", 1+max(1, len(text)/6)
	for _, name := range names {
		if len(name) >= len(text)+least || len(text) >= len(name)+least {
			continue
		}
		if d := distance(strings.ToLower(text), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	return best, best != ""
}

// distance is how many characters must be added, dropped or replaced.
func distance(a, b string) int {
	row, before := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		row, before = before, row
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(before[j]+cost, before[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// keysOfS3 and keysOfAll are condition keys; one that ends in "/" begins a family such as
// aws:PrincipalTag/team. The second list is
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html.
const (
	keysOfS3 = `s3:AccessGrantScope s3:AccessGrantsInstanceArn s3:AccessGrantsLocationScope s3:AccessPointNetworkOrigin
s3:AccessPointTag/ s3:BucketTag/ s3:DataAccessPointAccount s3:DataAccessPointArn s3:ExistingJobOperation
s3:ExistingJobPriority s3:ExistingObjectTag/ s3:InventoryAccessibleOptionalFields s3:JobSuspendedCause
s3:ObjectCreationOperation s3:RequestJobOperation s3:RequestJobPriority s3:RequestObjectTag/ s3:RequestObjectTagKeys
s3:ResourceAccount s3:TlsVersion s3:annotation-prefix s3:authType s3:delimiter s3:deliverySourceArn s3:destinationRegion
s3:if-match s3:if-none-match s3:isReplicationPauseRequest s3:locationconstraint s3:logType s3:max-annotation-results
s3:max-keys s3:object-lock-legal-hold s3:object-lock-mode s3:object-lock-remaining-retention-days
s3:object-lock-retain-until-date s3:prefix s3:resourceArnBeingAuthorized s3:signatureAge s3:signatureversion s3:versionid
s3:x-amz-acl s3:x-amz-bucket-namespace s3:x-amz-content-sha256 s3:x-amz-copy-source s3:x-amz-grant-full-control
s3:x-amz-grant-read s3:x-amz-grant-read-acp s3:x-amz-grant-write s3:x-amz-grant-write-acp s3:x-amz-metadata-directive
s3:x-amz-object-annotation-directive s3:x-amz-object-if-match s3:x-amz-object-ownership s3:x-amz-server-side-encryption
s3:x-amz-server-side-encryption-aws-kms-key-id s3:x-amz-server-side-encryption-customer-algorithm s3:x-amz-storage-class
s3:x-amz-website-redirect-location`
	keysOfAll = `aws:PrincipalArn aws:PrincipalAccount aws:PrincipalOrgPaths aws:PrincipalOrgID aws:PrincipalTag/
aws:PrincipalIsAWSService aws:PrincipalServiceName aws:PrincipalServiceNamesList aws:PrincipalType aws:userid
aws:username aws:AssumedRoot aws:FederatedProvider aws:TokenIssueTime aws:MultiFactorAuthAge aws:MultiFactorAuthPresent
aws:ChatbotSourceArn aws:Ec2InstanceSourceVpc aws:Ec2InstanceSourcePrivateIPv4 aws:SourceIdentity ec2:RoleDelivery
ec2:SourceInstanceArn glue:RoleAssumedBy glue:CredentialIssuingService lambda:SourceFunctionArn ssm:SourceInstanceArn
identitystore:UserId aws:SourceIp aws:SourceVpc aws:SourceVpce aws:VpceAccount aws:VpceOrgID aws:VpceOrgPaths
aws:VpcSourceIp aws:ResourceAccount aws:ResourceOrgID aws:ResourceOrgPaths aws:ResourceTag/ aws:CalledVia
aws:CalledViaFirst aws:CalledViaLast aws:ViaAWSService aws:CurrentTime aws:EpochTime aws:referer aws:RequestedRegion
aws:RequestTag/ aws:TagKeys aws:SecureTransport aws:SourceAccount aws:SourceArn aws:SourceOrgID aws:SourceOrgPaths
aws:UserAgent`
	// keysOfIdentity name what AWS made, and take no wildcards
	// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
	keysOfIdentity = `aws:PrincipalAccount aws:PrincipalOrgID aws:ResourceAccount aws:ResourceOrgID aws:SourceAccount
aws:SourceOrgID aws:SourceVpc aws:SourceVpce aws:VpceAccount aws:VpceOrgID`
	// keysOfOwners tell whose the caller or the bucket is. ECR's addresses of image layers are
	// signed by an account of ECR's, for a bucket of ECR's.
	keysOfOwners = `aws:PrincipalAccount aws:PrincipalArn aws:PrincipalOrgID aws:PrincipalOrgPaths aws:ResourceAccount
aws:ResourceOrgID aws:ResourceOrgPaths s3:ResourceAccount`
)

// keySourceIP is what requests through a VPC endpoint lack; aws:VpcSourceIp stands for it.
const keySourceIP = "aws:SourceIp"

// listed reports whether a list of keys has one; case does not matter.
func listed(list, key string) bool {
	for known := range strings.FieldsSeq(list) {
		family := strings.HasSuffix(known, "/") && len(key) > len(known) && strings.EqualFold(key[:len(known)], known)
		if family || strings.EqualFold(known, key) {
			return true
		}
	}
	return false
}
