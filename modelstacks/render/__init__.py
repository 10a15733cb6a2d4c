"""Files made from templates: pipelines, verification suites, later reports and dashboards."""
