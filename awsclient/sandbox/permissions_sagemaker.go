package sandbox

// sagemakerFullAccess has the permissions of AmazonSageMakerFullAccess that concern this
// account's services, with their limits: objects of S3 only where the name says
// SageMaker or aws-glue or a tag does, roles only passed to certain services, of EC2 what
// a job in a VPC needs and no more. Actions of services that the account does not have
// are left out
// (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSageMakerFullAccess.html).
const sagemakerFullAccess = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "SageMaker",
      "Effect": "Allow",
      "Action": ["sagemaker:*", "sagemaker-geospatial:*"],
      "NotResource": [
        "arn:aws:sagemaker:*:*:app/*", "arn:aws:sagemaker:*:*:domain/*", "arn:aws:sagemaker:*:*:flow-definition/*",
        "arn:aws:sagemaker:*:*:partner-app/*", "arn:aws:sagemaker:*:*:reserved-capacity/*", "arn:aws:sagemaker:*:*:space/*",
        "arn:aws:sagemaker:*:*:training-plan/*", "arn:aws:sagemaker:*:*:user-profile/*"
      ]
    },
    {
      "Sid": "NetworkOfAJob",
      "Effect": "Allow",
      "Action": [
        "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface", "ec2:DeleteNetworkInterfacePermission",
        "ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets", "ec2:DescribeVpcEndpoints", "ec2:DescribeVpcs",
        "ec2:CreateVpcEndpoint", "ec2:DescribeRouteTables"
      ],
      "Resource": "*"
    },
    {
      "Sid": "ImagesLogsAndMetrics",
      "Effect": "Allow",
      "Action": [
        "application-autoscaling:DeleteScalingPolicy", "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingPolicies",
        "application-autoscaling:PutScalingPolicy", "application-autoscaling:RegisterScalableTarget",
        "cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics", "cloudwatch:PutMetricAlarm", "cloudwatch:PutMetricData",
        "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CreateRepository", "ecr:Describe*",
        "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer", "ecr:StartImageScan",
        "iam:ListRoles", "kms:DescribeKey", "kms:ListAliases",
        "logs:CreateLogDelivery", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DeleteLogDelivery", "logs:Describe*",
        "logs:GetLogDelivery", "logs:GetLogEvents", "logs:ListLogDeliveries", "logs:PutLogEvents", "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery", "secretsmanager:ListSecrets", "sns:ListTopics", "tag:GetResources"
      ],
      "Resource": "*"
    },
    {
      "Sid": "ObjectsNamedForSageMaker",
      "Effect": "Allow",
      "Action": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      "Resource": ["arn:aws:s3:::*SageMaker*", "arn:aws:s3:::*Sagemaker*", "arn:aws:s3:::*sagemaker*", "arn:aws:s3:::*aws-glue*"]
    },
    {
      "Sid": "ObjectsTaggedForSageMaker",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::*",
      "Condition": {"StringEqualsIgnoreCase": {"s3:ExistingObjectTag/SageMaker": "true"}}
    },
    {
      "Sid": "ObjectsTaggedByServiceCatalog",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::*",
      "Condition": {"StringEquals": {"s3:ExistingObjectTag/servicecatalog:provisioning": "true"}}
    },
    {
      "Sid": "Buckets",
      "Effect": "Allow",
      "Action": ["s3:CreateBucket", "s3:GetBucketCors", "s3:GetBucketLocation", "s3:ListAllMyBuckets", "s3:ListBucket", "s3:PutBucketCors"],
      "Resource": "*"
    },
    {
      "Sid": "AccessListsOfBucketsNamedForSageMaker",
      "Effect": "Allow",
      "Action": ["s3:GetBucketAcl", "s3:PutObjectAcl"],
      "Resource": ["arn:aws:s3:::*SageMaker*", "arn:aws:s3:::*Sagemaker*", "arn:aws:s3:::*sagemaker*"]
    },
    {
      "Sid": "RolesForSageMaker",
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::*:role/*",
      "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    },
    {
      "Sid": "RolesForItsHelpers",
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::*:role/*AmazonSageMaker*",
      "Condition": {"StringEquals": {"iam:PassedToService": ["glue.amazonaws.com", "robomaker.amazonaws.com", "states.amazonaws.com"]}}
    },
    {
      "Sid": "AutoscalingRole",
      "Effect": "Allow",
      "Action": "iam:CreateServiceLinkedRole",
      "Resource": "arn:aws:iam::*:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint",
      "Condition": {"StringLike": {"iam:AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com"}}
    }
  ]
}`
