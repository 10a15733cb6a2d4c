"""What is made from templates: pipelines, verification suites, Kubernetes objects, later reports and dashboards."""
